namespace PubSubLab.EndToEnd.Tests.Matrix;

/// <summary>The fate of a verb's broker.</summary>
internal enum BrokerFate
{
    /// <summary>The verb asks no broker.</summary>
    None,

    /// <summary>It is there all the time.</summary>
    Well,

    /// <summary>Nobody listens at its address.</summary>
    Absent,

    /// <summary>It ends every connection at once.</summary>
    Refusing,

    /// <summary>It accepts connections and answers nothing.</summary>
    Silent,

    /// <summary>It answers, and then is gone.</summary>
    Dying,

    /// <summary>It is gone for a moment, and has lost everything.</summary>
    BackEmpty,

    /// <summary>It is gone for a moment, and has kept everything.</summary>
    BackWhole,
}
