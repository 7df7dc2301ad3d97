namespace PubSubLab.Tui.Experiments;

/// <summary>The part of the chosen question that the course shows.</summary>
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
