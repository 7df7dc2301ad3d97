namespace Google.Api.Gax;

/// <summary>What a builder does with the environment variable that points at an emulator.</summary>
public enum EmulatorDetection
{
    /// <summary>The variable is not looked at.</summary>
    None = 0,

    /// <summary>Production is used; that the variable is set is an error.</summary>
    ProductionOnly = 1,

    /// <summary>The emulator is used; that the variable is not set is an error.</summary>
    EmulatorOnly = 2,

    /// <summary>The emulator is used where the variable is set, production where it is not.</summary>
    EmulatorOrProduction = 3,
}
