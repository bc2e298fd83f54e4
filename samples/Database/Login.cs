namespace Database;

internal sealed record Login(string User, string Password);
