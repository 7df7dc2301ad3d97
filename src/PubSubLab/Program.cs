return await PubSubLab.Commands.CommandLineEntry.RunAsync(args);
