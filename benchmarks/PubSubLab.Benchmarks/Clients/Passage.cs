namespace PubSubLab.Benchmarks.Clients;

/// <summary>A client's time and CPU for publishing and handling messages.</summary>
/// <param name="PerSecond">Messages a second from publish to handler.</param>
/// <param name="Processor">Processor time of the client's process, in microseconds a message.</param>
/// <param name="Allocated">Bytes a message.</param>
internal readonly record struct Passage(double PerSecond, double Processor, double Allocated);
