using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace SessionManager.AspNetCore.Transports;

/// <summary>
/// The credential of a request, found without allocating: in the cookie, in <c>Authorization: Bearer</c>, or in the
/// session header; never in the path or the query. Nothing in it is verified.
/// </summary>
internal ref struct PresentedCredential
{
    private const string Bearer = "Bearer";

    /// <summary>The token as presented; meaningful when <see cref="Count"/> is 1.</summary>
    public ReadOnlySpan<char> Token { get; private set; }

    /// <summary>How it was presented; meaningful when <see cref="Count"/> is 1.</summary>
    public SessionTransport Transport { get; private set; }

    /// <summary>How many credentials there are, empty ones included. More than one is for nobody to choose from.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the cookies of exactly this name.</summary>
    public void AddCookies(IHeaderDictionary headers, string name)
    {
        foreach (var line in headers.Cookie)
        {
            var rest = line.AsSpan();
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOf(';');
                var pair = (end < 0 ? rest : rest[..end]).Trim(" \t");
                rest = end < 0 ? default : rest[(end + 1)..];
                if (
                    pair.Length > name.Length
                    && pair[name.Length] == '='
                    && pair.StartsWith(name, StringComparison.Ordinal)
                )
                {
                    Add(pair[(name.Length + 1)..], SessionTransport.Cookie);
                }
            }
        }
    }

    /// <summary>
    /// Adds bearer tokens. Other schemes are somebody else's; but a bearer token among several values is ambiguous.
    /// </summary>
    public void AddBearer(IHeaderDictionary headers)
    {
        var values = headers.Authorization;
        foreach (var value in values)
        {
            var span = value.AsSpan();
            if (
                !span.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                || (span.Length > Bearer.Length && span[Bearer.Length] != ' ')
            )
            {
                continue;
            }

            Add(span[Bearer.Length..].Trim(' '), SessionTransport.Token);
            if (values.Count > 1)
                Count++;
        }
    }

    /// <summary>Adds the values of the session header.</summary>
    public void AddHeader(IHeaderDictionary headers, string name)
    {
        StringValues values = headers[name];
        foreach (var value in values)
            Add(value.AsSpan().Trim(" \t"), SessionTransport.Token);
    }

    private void Add(ReadOnlySpan<char> token, SessionTransport transport)
    {
        Token = token;
        Transport = transport;
        Count++;
    }
}
