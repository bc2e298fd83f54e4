using System.Diagnostics.CodeAnalysis;
using SessionManager.Backends;
using SessionManager.Sessions;

namespace SessionManager.Management;

/// <summary>Why an operation was not done, in words that may be shown.</summary>
/// <param name="Field">The field or argument at fault; null when none is.</param>
/// <param name="Message">What is wrong and how to put it right. No secret, no input repeated.</param>
public sealed record SessionError(string? Field, string Message);

/// <summary>The outcome of an operation on a session.</summary>
public record SessionResult
{
    /// <summary>What became of it.</summary>
    public required SessionOutcome Outcome { get; init; }

    /// <summary>Why not; null when there is nothing to say beyond the outcome.</summary>
    public SessionError? Error { get; init; }
}

/// <summary>The outcome of an operation that has a value when it is done.</summary>
/// <typeparam name="T">The value.</typeparam>
public sealed record SessionResult<T> : SessionResult
{
    /// <summary>The value when done.</summary>
    public T? Value { get; init; }

    /// <summary>Whether it was done.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Succeeded => Outcome == SessionOutcome.Success;
}

/// <summary>The outcome of <see cref="ISessionManager.CreateAsync"/>.</summary>
public sealed record SessionCreateResult : SessionResult
{
    /// <summary>The session when opened.</summary>
    public UserSession? Session { get; init; }

    /// <summary>What the client is to be given, when opened.</summary>
    public SessionTokens? Tokens { get; init; }

    /// <summary>The sessions that ended to make room.</summary>
    public IReadOnlyList<UserSession> Evicted { get; init; } = [];

    /// <summary>Whether the session was opened.</summary>
    [MemberNotNullWhen(true, nameof(Session), nameof(Tokens))]
    public bool Succeeded => Outcome == SessionOutcome.Success;
}

/// <summary>The outcome of an operation that gives new tokens.</summary>
public sealed record SessionTokensResult : SessionResult
{
    /// <summary>The session as it is now.</summary>
    public UserSession? Session { get; init; }

    /// <summary>What the client is to be given.</summary>
    public SessionTokens? Tokens { get; init; }

    /// <summary>Whether there are new tokens.</summary>
    [MemberNotNullWhen(true, nameof(Session), nameof(Tokens))]
    public bool Succeeded => Outcome == SessionOutcome.Success;
}

/// <summary>What a cleanup did.</summary>
/// <param name="Expired">How many sessions it marked expired.</param>
/// <param name="Purged">How many ended sessions it deleted.</param>
public sealed record SessionCleanupResult(int Expired, int Purged);
