namespace SessionManager.Jwt.Keys;

/// <summary>A key in a PEM file, read when the host starts and again every <c>KeyReloadInterval</c>.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Algorithm">RS256, PS256 or ES256.</param>
public sealed record JwtPemFile(string Path, JwtAlgorithm Algorithm)
{
    /// <summary>A name for the key; null for its thumbprint.</summary>
    public string? KeyId { get; init; }

    /// <inheritdoc cref="JwtSigningKey.ActivatesAt"/>
    public DateTimeOffset? ActivatesAt { get; init; }

    /// <inheritdoc cref="JwtSigningKey.RetiresAt"/>
    public DateTimeOffset? RetiresAt { get; init; }

    internal async ValueTask<JwtSigningKey> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pem = await File.ReadAllTextAsync(Path, cancellationToken).ConfigureAwait(false);
            return JwtSigningKey.FromPem(pem, Algorithm, KeyId, ActivatesAt, RetiresAt);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"JwtSessionOptions: the file {Path} of PemFiles cannot be read: mount it, or let this process read it.",
                exception
            );
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException(
                $"JwtSessionOptions: the file {Path} of PemFiles holds no unencrypted PEM key for {Algorithm}.",
                exception
            );
        }
    }
}
