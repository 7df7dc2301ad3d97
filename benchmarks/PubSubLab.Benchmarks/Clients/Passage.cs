namespace PubSubLab.Benchmarks.Clients;

/// <summary>What it took a client to publish messages and to have them handled.</summary>
/// <param name="PerSecond">Messages a second from publish to handler.</param>
/// <param name="Processor">Processor time of the client's process, in microseconds a message.</param>
/// <param name="Allocated">Bytes a message.</param>
internal readonly record struct Passage(double PerSecond, double Processor, double Allocated);
