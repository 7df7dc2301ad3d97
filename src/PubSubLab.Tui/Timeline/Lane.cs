using PubSubLab.Lab.Journal;

namespace PubSubLab.Tui.Timeline;

/// <summary>One slot of one worker: things in two lanes at the same time are done at the same time.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="IsFirst">Whether it is the worker's first lane, which carries the name.</param>
/// <param name="Spans">The slot's spans, oldest first.</param>
internal sealed record Lane(string Worker, bool IsFirst, IReadOnlyList<HandlingSpan> Spans);
