namespace SessionManager.Sessions;

/// <summary>
/// What a client presents: the 26 characters of the <see cref="SessionId"/>, a dot, and the 43 characters of the
/// <see cref="SessionSecret"/>; 70 characters in all, safe in a cookie or a header.
/// </summary>
/// <remarks><see cref="ToString"/> shows only the id; the token itself leaves through <see cref="Reveal"/>.</remarks>
public readonly struct SessionToken
{
    /// <summary>The length of the text form: 70 characters.</summary>
    public const int Length = SessionId.BareLength + 1 + SessionSecret.Length;

    /// <summary>Puts a token together.</summary>
    public SessionToken(SessionId id, SessionSecret secret)
    {
        Id = id;
        Secret = secret;
    }

    /// <summary>The session that the token is for.</summary>
    public SessionId Id { get; }

    /// <summary>The proof.</summary>
    public SessionSecret Secret { get; }

    /// <summary>Reads the text form without allocating. Only the one canonical spelling is accepted.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionToken token)
    {
        if (
            text.Length == Length
            && text[SessionId.BareLength] == '.'
            && SessionId.TryParseBare(text[..SessionId.BareLength], out var id)
            && SessionSecret.TryParse(text[(SessionId.BareLength + 1)..], out var secret)
        )
        {
            token = new SessionToken(id, secret);
            return true;
        }

        token = default;
        return false;
    }

    /// <summary>The token as the client must present it. Hand it to the client and to nobody else.</summary>
    public string Reveal() =>
        string.Create(
            Length,
            this,
            static (span, token) =>
            {
                token.Id.WriteBare(span);
                span[SessionId.BareLength] = '.';
                token.Secret.TryFormat(span[(SessionId.BareLength + 1)..]);
            }
        );

    /// <summary>The id and a placeholder: the secret must not reach a log.</summary>
    public override string ToString() => $"{Id}.[secret]";
}
