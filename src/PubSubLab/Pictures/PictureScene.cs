using PubSubLab.Embedded;
using PubSubLab.Tui.Pictures;

namespace PubSubLab.Pictures;

/// <summary>The scene of a picture.</summary>
internal abstract record PictureScene
{
    private PictureScene()
    {
    }

    /// <summary>A description for readers who cannot see it.</summary>
    public abstract string Title { get; }

    /// <summary>Three workers and some tasks.</summary>
    public sealed record Tour : PictureScene
    {
        /// <inheritdoc/>
        public override string Title => "PubSubLab: three workers, one of them slow and one killed";
    }

    /// <summary>A moment of the screen that a guide shows.</summary>
    /// <param name="Shows">A description of it.</param>
    /// <param name="PlayAsync">Brings it about.</param>
    public sealed record Moment(string Shows, Func<HeadlessScreen, VirtualWorld, Task> PlayAsync) : PictureScene
    {
        /// <inheritdoc/>
        public override string Title => $"PubSubLab: {Shows}";
    }

    /// <summary>The demo.</summary>
    public sealed record Demo : PictureScene
    {
        /// <inheritdoc/>
        public override string Title => "PubSubLab's demo: delivery, sharing, a crash and a filter in half a minute";
    }

    /// <summary>An experiment.</summary>
    /// <param name="Name">Its name.</param>
    public sealed record Experiment(string Name) : PictureScene
    {
        /// <inheritdoc/>
        public override string Title => $"The experiment '{Name}' on PubSubLab's screen";
    }

    /// <summary>The stored answer to an experiment on real brokers, with the whole window.</summary>
    /// <param name="Name">The experiment's name.</param>
    public sealed record Answer(string Name) : PictureScene
    {
        /// <inheritdoc/>
        public override string Title => $"The answer to the experiment '{Name}' on PubSubLab's screen, from a run on real brokers";
    }

    /// <summary>A recording.</summary>
    /// <param name="File">Its file.</param>
    public sealed record Recording(string File) : PictureScene
    {
        /// <inheritdoc/>
        public override string Title => $"The recording '{Path.GetFileName(File)}' on PubSubLab's screen";
    }
}
