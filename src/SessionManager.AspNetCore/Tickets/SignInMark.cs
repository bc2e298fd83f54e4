using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace SessionManager.AspNetCore.Tickets;

/// <summary>
/// Tells a sign-in from a renewal, which cookie authentication both calls a renewal when the browser has a key already;
/// and hands the key of a sign-in on to the cookie.
/// </summary>
internal static class SignInMark
{
    private const string FromStore = "SessionManager.stored";
    private static readonly object Begun = new();
    private static readonly object Replaced = new();

    /// <summary>A sign-in has begun in this request.</summary>
    public static void Begin(HttpContext context) => context.Items[Begun] = true;

    /// <summary>
    /// Marks what comes out of the store, among the items, which a renewal copies: a ticket without the mark has never
    /// been there.
    /// </summary>
    public static void Stored(AuthenticationTicket ticket) => ticket.Properties.Items[FromStore] = "1";

    /// <summary>Whether a ticket is a sign-in's, whichever of the two signs says so.</summary>
    public static bool IsOn(HttpContext? context, AuthenticationTicket ticket) =>
        context is not null && (context.Items.ContainsKey(Begun) || !ticket.Properties.Items.ContainsKey(FromStore));

    public static void Replace(HttpContext context, string before, string after) =>
        context.Items[Replaced] = (before, after);

    /// <summary>The key that the cookie is to hold in the place of this one; the same one as a rule.</summary>
    public static string Current(HttpContext? context, string key) =>
        context is not null
        && context.Items.TryGetValue(Replaced, out var entry)
        && entry is (string before, string after)
        && string.Equals(before, key, StringComparison.Ordinal)
            ? after
            : key;
}
