using PubSubLab.Emulator.Transforms;

return TransformProgram.IsAsked(args)
    ? PubSubLab.Transforms.TransformServer.Run(Console.OpenStandardInput(), Console.OpenStandardOutput())
    : await PubSubLab.Commands.CommandLineEntry.RunAsync(args);
