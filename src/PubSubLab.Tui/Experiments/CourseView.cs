namespace PubSubLab.Tui.Experiments;

/// <summary>What the course shows of the chosen question.</summary>
internal enum CourseView
{
    /// <summary>The list of questions.</summary>
    List,

    /// <summary>The prediction, before the run.</summary>
    Predict,

    /// <summary>The run.</summary>
    Watch,

    /// <summary>The card.</summary>
    Card,

    /// <summary>All figures and checks.</summary>
    Figures,
}
