using System.Globalization;
using System.Text;

namespace PubSubLab.Emulator.Filters;

/// <summary>Splits a filter into tokens (Pub/Sub docs, "Filter messages from a subscription", filter syntax).</summary>
internal sealed class FilterLexer(string text)
{
    private int _at;

    public FilterToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return new FilterToken(FilterTokenKind.End, _at, "");
        }

        var start = _at;
        var c = text[_at];
        // A minus begins a word only inside it: "-attributes:k" is a negation, "attributes.a-b" is a key.
        if (c != '-' && IsWordCharacter(c))
        {
            while (_at < text.Length && IsWordCharacter(text[_at]))
            {
                _at++;
            }

            return new FilterToken(FilterTokenKind.Word, start, text[start.._at]);
        }

        _at++;
        return c switch
        {
            '"' => String(start),
            ':' => new FilterToken(FilterTokenKind.Colon, start, ":"),
            '.' => new FilterToken(FilterTokenKind.Dot, start, "."),
            '=' => new FilterToken(FilterTokenKind.Equal, start, "="),
            ',' => new FilterToken(FilterTokenKind.Comma, start, ","),
            '(' => new FilterToken(FilterTokenKind.Open, start, "("),
            ')' => new FilterToken(FilterTokenKind.Close, start, ")"),
            '-' => new FilterToken(FilterTokenKind.Minus, start, "-"),
            '!' when _at < text.Length && text[_at] == '=' => NotEqual(start),
            '!' => throw new FilterSyntaxException(start, "'!' stands only in '!='; a term is negated with NOT or '-'"),
            '\'' => throw new FilterSyntaxException(start, "A string is written in double quotes, not in single ones"),
            _ => throw new FilterSyntaxException(start, $"The character '{c}' has no meaning here; a key with other characters than letters, digits, '_' and '-' is written in double quotes"),
        };
    }

    internal static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    private FilterToken NotEqual(int start)
    {
        _at++;
        return new FilterToken(FilterTokenKind.NotEqual, start, "!=");
    }

    private FilterToken String(int start)
    {
        var value = new StringBuilder();
        while (_at < text.Length)
        {
            var c = text[_at++];
            switch (c)
            {
                case '"':
                    return new FilterToken(FilterTokenKind.String, start, value.ToString());
                case '\\':
                    Escape(value);
                    break;
                default:
                    value.Append(c);
                    break;
            }
        }

        throw new FilterSyntaxException(start, "The string that begins here has no closing double quote");
    }

    private void Escape(StringBuilder value)
    {
        var start = _at - 1;
        var c = _at < text.Length ? text[_at++] : '\0';
        switch (c)
        {
            case '"' or '\'' or '\\' or '/' or '?' or '`':
                value.Append(c);
                break;
            case 'a':
                value.Append('\a');
                break;
            case 'b':
                value.Append('\b');
                break;
            case 'f':
                value.Append('\f');
                break;
            case 'n':
                value.Append('\n');
                break;
            case 'r':
                value.Append('\r');
                break;
            case 't':
                value.Append('\t');
                break;
            case 'v':
                value.Append('\v');
                break;
            case 'u':
                CodePoint(value, start, Digits(4, 16, start));
                break;
            case 'U':
                CodePoint(value, start, Digits(8, 16, start));
                break;
            case 'x' or 'X':
                CodePoint(value, start, Digits(2, 16, start));
                break;
            case >= '0' and <= '7':
                _at--;
                CodePoint(value, start, Digits(3, 8, start));
                break;
            default:
                throw new FilterSyntaxException(start, "Not an escape; allowed are \\\" \\\\ \\a \\b \\f \\n \\r \\t \\v, \\ooo, \\xhh, \\uhhhh and \\Uhhhhhhhh");
        }
    }

    private uint Digits(int count, int radix, int start)
    {
        if (_at + count > text.Length)
        {
            throw new FilterSyntaxException(start, $"This escape needs {count} digits");
        }

        uint number = 0;
        for (var i = 0; i < count; i++)
        {
            var c = text[_at++];
            var isDigit = radix == 16 ? char.IsAsciiHexDigit(c) : c is >= '0' and <= '7';
            if (!isDigit)
            {
                throw new FilterSyntaxException(start, $"This escape needs {count} {(radix == 16 ? "hexadecimal" : "octal")} digits");
            }

            number = (number * (uint)radix) + uint.Parse(c.ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return number;
    }

    private static void CodePoint(StringBuilder value, int start, uint codePoint)
    {
        if (!Rune.IsValid(codePoint))
        {
            throw new FilterSyntaxException(start, "This escape is not a Unicode character");
        }

        value.Append(new Rune(codePoint).ToString());
    }
}
