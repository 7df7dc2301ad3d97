namespace PubSubLab.Emulator.Filters;

/// <summary>
/// The filter grammar, by recursive descent (Pub/Sub docs, "Filter messages from a subscription"):
/// <code>
/// Filter := Term ( ("AND" Term)+ | ("OR" Term)+ )?
/// Term   := ("NOT" | "-")? ( Basic | "(" Filter ")" )
/// Basic  := attributes ":" Key | attributes "." Key ("=" | "!=") String | hasPrefix "(" attributes "." Key "," String ")"
/// </code>
/// </summary>
internal sealed class FilterParser
{
    private readonly FilterLexer _lexer;
    private FilterToken _token;

    private FilterParser(string text)
    {
        _lexer = new FilterLexer(text);
        _token = _lexer.Next();
    }

    public static FilterNode Parse(string text)
    {
        var parser = new FilterParser(text);
        var filter = parser.Filter();
        return parser._token.Kind switch
        {
            FilterTokenKind.End => filter,
            FilterTokenKind.Close => throw parser.Error("This ')' closes nothing"),
            FilterTokenKind.Word when parser._token.Text is "and" or "or" or "And" or "Or"
                => throw parser.Error($"Operators are upper-case: {parser._token.Text.ToUpperInvariant()}"),
            _ => throw parser.Error($"AND, OR or the end of the filter is expected here, not {parser._token}"),
        };
    }

    private FilterNode Filter()
    {
        var first = Term();
        if (!IsWord("AND") && !IsWord("OR"))
        {
            return first;
        }

        var joiner = _token.Text;
        var terms = new List<FilterNode> { first };
        while (IsWord(joiner))
        {
            Take();
            terms.Add(Term());
        }

        if (IsWord("AND") || IsWord("OR"))
        {
            throw Error("AND and OR are mixed here; say with parentheses which of them binds first");
        }

        return joiner == "AND" ? new AndNode([.. terms]) : new OrNode([.. terms]);
    }

    private FilterNode Term()
    {
        if (IsWord("NOT") || _token.Kind == FilterTokenKind.Minus)
        {
            Take();
            return new NotNode(Operand());
        }

        return Operand();
    }

    private FilterNode Operand()
    {
        if (_token.Kind != FilterTokenKind.Open)
        {
            return Basic();
        }

        var open = Take();
        var inner = Filter();
        if (_token.Kind == FilterTokenKind.End)
        {
            throw new FilterSyntaxException(open.Position, "The '(' here is never closed");
        }

        Expect(FilterTokenKind.Close, "')'");
        return inner;
    }

    private FilterNode Basic()
    {
        if (IsWord("hasPrefix"))
        {
            return HasPrefix();
        }

        Attributes();
        if (_token.Kind == FilterTokenKind.Colon)
        {
            Take();
            return new HasNode(Key());
        }

        Expect(FilterTokenKind.Dot, "'.' and a key, or ':' and a key,");
        var key = Key();
        switch (_token.Kind)
        {
            case FilterTokenKind.Equal:
                Take();
                return new EqualNode(key, Literal());
            case FilterTokenKind.NotEqual:
                Take();
                return new NotNode(new EqualNode(key, Literal()));
            default:
                throw Error($"'=' or '!=' and a string in double quotes are expected after the key, not {_token}; to ask whether the attribute is there, write attributes:{key}");
        }
    }

    private PrefixNode HasPrefix()
    {
        Take();
        Expect(FilterTokenKind.Open, "'('");
        Attributes();
        Expect(FilterTokenKind.Dot, "'.' and a key");
        var key = Key();
        Expect(FilterTokenKind.Comma, "',' and the prefix");
        var prefix = Literal();
        Expect(FilterTokenKind.Close, "')'");
        return new PrefixNode(key, prefix);
    }

    private void Attributes()
    {
        if (!IsWord("attributes"))
        {
            throw _token.Kind switch
            {
                FilterTokenKind.String => Error("The attribute stands on the left and the string on the right: attributes.key = \"value\""),
                FilterTokenKind.Word when _token.Text is "NOT" => Error("NOT stands once before a term; use parentheses to negate a negation"),
                FilterTokenKind.Minus => Error("A negation stands once before a term; use parentheses to negate a negation"),
                _ => Error($"A term is expected here, which begins with attributes or hasPrefix, not {_token}"),
            };
        }

        Take();
    }

    private string Key()
    {
        if (_token.Kind == FilterTokenKind.Minus)
        {
            throw Error("A key that begins with '-' is written in double quotes");
        }

        if (_token.Kind is not (FilterTokenKind.Word or FilterTokenKind.String))
        {
            throw Error($"An attribute key is expected here, not {_token}; a key with other characters than letters, digits, '_' and '-' is written in double quotes");
        }

        if (_token.Text.Length == 0)
        {
            throw Error("An attribute key cannot be empty");
        }

        return Take().Text;
    }

    private string Literal()
    {
        if (_token.Kind != FilterTokenKind.String)
        {
            throw Error($"A string in double quotes is expected here, not {_token}");
        }

        return Take().Text;
    }

    private bool IsWord(string word) => _token.Kind == FilterTokenKind.Word && _token.Text == word;

    private void Expect(FilterTokenKind kind, string what)
    {
        if (_token.Kind != kind)
        {
            throw Error($"{what} is expected here, not {_token}");
        }

        Take();
    }

    private FilterToken Take()
    {
        var token = _token;
        _token = _lexer.Next();
        return token;
    }

    private FilterSyntaxException Error(string reason) => new(_token.Position, char.ToUpperInvariant(reason[0]) + reason[1..]);
}
