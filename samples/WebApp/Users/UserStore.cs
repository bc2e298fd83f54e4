using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace WebApp.Users;

/// <summary>The passwords of the application. Your own will have more to it; what matters to sessions is below.</summary>
internal sealed class UserStore(IDbContextFactory<AppDbContext> database, TimeProvider time)
{
    private static readonly TimeSpan ResetTime = TimeSpan.FromMinutes(15);
    private readonly PasswordHasher<AppUser> _hasher = new();

    /// <summary>Makes the tables and the users of the sample. An application adds a migration instead.</summary>
    public async Task CreateAsync()
    {
        await using var context = await database.CreateDbContextAsync();
        await context.Database.EnsureCreatedAsync();
        if (await context.Users.AnyAsync())
            return;
        Add(context, "alice", role: null, permission: "write");
        Add(context, "bob", role: null, permission: null);
        Add(context, "dev", "developer", permission: null);
        Add(context, "admin", "admin", permission: null);
        await context.SaveChangesAsync();
    }

    /// <summary>The user, if the password is right. A user who does not exist takes as long to refuse.</summary>
    public async Task<AppUser?> CheckAsync(string? id, string? password, CancellationToken cancellationToken)
    {
        await using var context = await database.CreateDbContextAsync(cancellationToken);
        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellationToken);
        var asked = user ?? Nobody;
        var right = _hasher.VerifyHashedPassword(asked, asked.PasswordHash, password ?? "");
        return right == PasswordVerificationResult.Failed ? null : user;
    }

    public async Task SetPasswordAsync(string id, string password, CancellationToken cancellationToken)
    {
        await using var context = await database.CreateDbContextAsync(cancellationToken);
        var user = await context.Users.SingleAsync(user => user.Id == id, cancellationToken);
        user.PasswordHash = _hasher.HashPassword(user, password);
        user.ResetCodeHash = null;
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A code for the user's mail; null when there is no such user, which the answer must not tell.</summary>
    public async Task<string?> BeginResetAsync(string? id, CancellationToken cancellationToken)
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await using var context = await database.CreateDbContextAsync(cancellationToken);
        var user = await context.Users.SingleOrDefaultAsync(user => user.Id == id, cancellationToken);
        if (user is null)
            return null;
        (user.ResetCodeHash, user.ResetUntil) = (Hash(code), time.GetUtcNow().UtcDateTime + ResetTime);
        await context.SaveChangesAsync(cancellationToken);
        return code;
    }

    /// <summary>Whose code it is, once: it is used up.</summary>
    public async Task<string?> TakeResetAsync(string? code, CancellationToken cancellationToken)
    {
        var (hash, now) = (Hash(code ?? ""), time.GetUtcNow().UtcDateTime);
        await using var context = await database.CreateDbContextAsync(cancellationToken);
        var user = await context
            .Users.AsNoTracking()
            .SingleOrDefaultAsync(user => user.ResetCodeHash == hash && user.ResetUntil > now, cancellationToken);
        if (user is null)
            return null;
        var taken = await context
            .Users.Where(row => row.Id == user.Id && row.ResetCodeHash == hash)
            .ExecuteUpdateAsync(row => row.SetProperty(user => user.ResetCodeHash, (string?)null), cancellationToken);
        return taken == 1 ? user.Id : null;
    }

    private AppUser Nobody =>
        field ??= new AppUser { Id = "", PasswordHash = _hasher.HashPassword(null!, Guid.NewGuid().ToString()) };

    private void Add(AppDbContext context, string id, string? role, string? permission)
    {
        var user = new AppUser
        {
            Id = id,
            PasswordHash = "",
            Role = role,
            Permission = permission,
        };
        user.PasswordHash = _hasher.HashPassword(user, "demo");
        context.Users.Add(user);
    }

    private static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
