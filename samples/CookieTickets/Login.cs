namespace CookieTickets;

internal sealed record Login(string? User, string? Password);
