using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace SessionManager.Jwt.Client;

/// <summary>
/// For clients: sends the access token with each request, gets new tokens in time or when the server refuses, once for
/// however many requests run in parallel, and sends a refused request again. Thread-safe; one for one signed-in user.
/// </summary>
/// <remarks>
/// The tokens go to the host of the refresh address and to no other. A refresh that the server refuses signs out:
/// <see cref="Tokens"/> becomes null. One that fails on the way keeps the tokens, so that the next request tries again,
/// and the server's grace answers it.
/// </remarks>
public sealed class SessionTokenHandler : DelegatingHandler
{
    private readonly Uri _refresh;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private ClientTokens? _tokens;
    private Task<ClientTokens?>? _refreshing;

    /// <summary>Takes the tokens of a signed-in user.</summary>
    /// <param name="tokens">What sign-in answered, or what <see cref="TokensChanged"/> was told last; null for nobody yet.</param>
    /// <param name="refreshAddress">The absolute address of <c>POST …/refresh</c>.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public SessionTokenHandler(ClientTokens? tokens, Uri refreshAddress, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(refreshAddress);
        if (!refreshAddress.IsAbsoluteUri)
            throw new ArgumentException("The address must be absolute.", nameof(refreshAddress));
        _tokens = tokens;
        _refresh = refreshAddress;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Told of each new pair, to keep it, and of null when the server has refused to renew. Before any request goes on with them.</summary>
    /// <remarks>
    /// Requests that need new tokens wait meanwhile, and <see cref="Tokens"/> still has the old pair: it must not wait for a
    /// request through this handler. When it throws, the new pair is used all the same, and the requests that waited for
    /// it fail with its exception.
    /// </remarks>
    public Action<ClientTokens?>? TokensChanged { get; set; }

    /// <summary>The tokens now; null when nobody is signed in. Set it at sign-in and sign-out.</summary>
    public ClientTokens? Tokens
    {
        get
        {
            lock (_gate)
                return _tokens;
        }
        set
        {
            lock (_gate)
                _tokens = value;
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers.Authorization is not null || !IsOurs(request.RequestUri))
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var tokens = Tokens;
        if (tokens is not null && _time.GetUtcNow() >= tokens.RefreshAt)
            tokens = await RefreshInTimeAsync(tokens, cancellationToken).ConfigureAwait(false);
        if (tokens is null)
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        // A body that was streamed once is not there to be sent again.
        if (request.Content is { } content)
            await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = Bearer(tokens);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
            return response;
        var renewed = await RefreshAsync(tokens, cancellationToken).ConfigureAwait(false);
        if (renewed is null)
            return response;
        response.Dispose();
        request.Headers.Authorization = Bearer(renewed);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Before the end there is no hurry: when it cannot be done now, the token at hand will do.</summary>
    private async Task<ClientTokens?> RefreshInTimeAsync(ClientTokens tokens, CancellationToken cancellationToken)
    {
        try
        {
            return await RefreshAsync(tokens, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException) when (ReferenceEquals(Tokens, tokens))
        {
            // Not when there are new ones: then somebody failed to keep them, and is to hear of it.
            return tokens;
        }
    }

    /// <summary>New tokens for these; null when the server refuses. Whoever comes while it is under way waits for it.</summary>
    private Task<ClientTokens?> RefreshAsync(ClientTokens seen, CancellationToken cancellationToken)
    {
        Task<ClientTokens?> refreshing;
        lock (_gate)
        {
            // Somebody was quicker: theirs are newer than what was refused.
            if (!ReferenceEquals(_tokens, seen))
                return Task.FromResult(_tokens);
            // On its own, so that a caller who gives up does not take the others' tokens along.
            refreshing = _refreshing ??= Task.Run(() => ExchangeAsync(seen), CancellationToken.None);
        }

        return refreshing.WaitAsync(cancellationToken);
    }

    private async Task<ClientTokens?> ExchangeAsync(ClientTokens seen)
    {
        ClientTokens? renewed;
        try
        {
            renewed = await AskAsync(seen).ConfigureAwait(false);
        }
        catch
        {
            lock (_gate)
                _refreshing = null;
            throw;
        }

        try
        {
            // While the old ones are still in place, so that who needs new ones waits for this.
            if (ReferenceEquals(Tokens, seen))
                TokensChanged?.Invoke(renewed);
        }
        finally
        {
            lock (_gate)
            {
                // Together with the tokens: whoever sees the new ones must not be told to wait for them.
                _refreshing = null;
                // The user signed out, or in anew, meanwhile: that stands.
                if (ReferenceEquals(_tokens, seen))
                    _tokens = renewed;
                else
                    renewed = _tokens;
            }
        }

        return renewed;
    }

    private async Task<ClientTokens?> AskAsync(ClientTokens seen)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _refresh);
        request.Content = JsonContent.Create(
            new RefreshBody(seen.RefreshToken ?? seen.Token),
            ClientJsonContext.Default.RefreshBody
        );
        using var response = await base.SendAsync(request, CancellationToken.None).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest)
            return null;
        response.EnsureSuccessStatusCode();
        return await response
                .Content.ReadFromJsonAsync(ClientJsonContext.Default.ClientTokens, CancellationToken.None)
                .ConfigureAwait(false)
            ?? throw new HttpRequestException("The answer to a refresh holds no tokens.");
    }

    private bool IsOurs(Uri? address) =>
        address is { IsAbsoluteUri: true }
        && Uri.Compare(
            address,
            _refresh,
            UriComponents.SchemeAndServer,
            UriFormat.SafeUnescaped,
            StringComparison.OrdinalIgnoreCase
        ) == 0;

    private static AuthenticationHeaderValue Bearer(ClientTokens tokens) => new("Bearer", tokens.Token);
}
