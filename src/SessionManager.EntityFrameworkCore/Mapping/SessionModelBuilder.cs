using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;

namespace SessionManager.EntityFrameworkCore.Mapping;

/// <summary>What may follow <c>ApplySessionManager</c>.</summary>
public sealed class SessionModelBuilder<TSession>
    where TSession : SessionEntity
{
    private readonly ModelBuilder _model;

    internal SessionModelBuilder(ModelBuilder model) => _model = model;

    /// <summary>
    /// Gives the columns that are compared and ordered a collation that tells every two texts apart and orders by
    /// characters. PostgreSQL and SQLite need none. On another database name its binary one (<c>utf8mb4_bin</c> of MySQL,
    /// <c>Latin1_General_100_BIN2_UTF8</c> of SQL Server): with one that ignores case, <c>alice</c> and <c>ALICE</c>
    /// would share sessions.
    /// </summary>
    public SessionModelBuilder<TSession> UseCollation(string collation)
    {
        ArgumentException.ThrowIfNullOrEmpty(collation);
        var session = _model.Entity<TSession>();
        session.Property(static row => row.Id).UseCollation(collation);
        session.Property(static row => row.UserId).UseCollation(collation);
        session.Property(static row => row.IpAddress).UseCollation(collation);
        session.Property(static row => row.CountryKey).UseCollation(collation);
        session.Property(static row => row.CityKey).UseCollation(collation);
        session.Property(static row => row.TerminationReason).UseCollation(collation);
        _model.Entity<SessionUserEntity>().Property(static user => user.UserId).UseCollation(collation);
        return this;
    }

    /// <summary>
    /// Adds a foreign key from the session's user id to the host's user table: deleting a user deletes the sessions.
    /// The user's primary key is text of at most 256 characters (as in ASP.NET Core Identity); for any other key name a
    /// text column that holds the user id.
    /// </summary>
    /// <typeparam name="TUser">The host's user entity.</typeparam>
    /// <param name="key">The unique text property that holds the user id; null for the primary key.</param>
    public SessionModelBuilder<TSession> HasUser<TUser>(Expression<Func<TUser, object?>>? key = null)
        where TUser : class
    {
        var reference = _model
            .Entity<TSession>()
            .HasOne<TUser>()
            .WithMany()
            .HasForeignKey(static session => session.UserId)
            .OnDelete(DeleteBehavior.Cascade);
        if (key is not null)
            reference.HasPrincipalKey(key);
        return this;
    }
}
