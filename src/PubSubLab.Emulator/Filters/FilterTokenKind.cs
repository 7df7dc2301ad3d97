namespace PubSubLab.Emulator.Filters;

internal enum FilterTokenKind
{
    End,
    Word,
    String,
    Colon,
    Dot,
    Equal,
    NotEqual,
    Comma,
    Open,
    Close,
    Minus,
}
