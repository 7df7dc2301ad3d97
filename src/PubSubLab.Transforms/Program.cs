return PubSubLab.Transforms.TransformServer.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());
