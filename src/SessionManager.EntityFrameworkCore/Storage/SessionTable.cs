using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using SessionManager.EntityFrameworkCore.Sessions;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>What the session tables and their columns are called in a host's model, quoted for its provider.</summary>
internal sealed class SessionTable
{
    private readonly ConcurrentDictionary<string, string> _columns = new(StringComparer.Ordinal);
    private readonly IEntityType _session;
    private readonly ISqlGenerationHelper _sql;

    private SessionTable(IEntityType session, IEntityType user, ISqlGenerationHelper sql)
    {
        _session = session;
        _sql = sql;
        Name = TableOf(session);
        UsersName = TableOf(user);
        UserId = ColumnOf(user, nameof(SessionUserEntity.UserId));
        EndedBefore = ColumnOf(user, nameof(SessionUserEntity.EndedBefore));
    }

    /// <summary>The session table.</summary>
    public string Name { get; }

    /// <summary>The table of users that sign-ins lock.</summary>
    public string UsersName { get; }

    /// <summary>The key of the table of users.</summary>
    public string UserId { get; }

    /// <summary>The mark in the table of users.</summary>
    public string EndedBefore { get; }

    /// <summary>A column of the session table by its property.</summary>
    public string this[string property] =>
        _columns.TryGetValue(property, out var known)
            ? known
            : _columns.GetOrAdd(property, ColumnOf(_session, property));

    /// <summary>Whether the shape of the table has this column.</summary>
    public bool Has(string property) => _session.FindProperty(property) is not null;

    /// <summary>Reads the names from the model of a context.</summary>
    /// <exception cref="InvalidOperationException">The model has no session tables.</exception>
    public static SessionTable Of<TSession>(DbContext context)
        where TSession : SessionEntity
    {
        var session = context.Model.FindEntityType(typeof(TSession)) ?? throw Missing<TSession>(context);
        var user = context.Model.FindEntityType(typeof(SessionUserEntity)) ?? throw Missing<TSession>(context);
        return new SessionTable(session, user, context.GetService<ISqlGenerationHelper>());
    }

    private string TableOf(IEntityType type) => _sql.DelimitIdentifier(type.GetTableName()!, type.GetSchema());

    private string ColumnOf(IEntityType type, string property)
    {
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        return _sql.DelimitIdentifier(type.FindProperty(property)!.GetColumnName(table)!);
    }

    private static InvalidOperationException Missing<TSession>(DbContext context) =>
        new(
            $"{context.GetType().Name} does not map {typeof(TSession).Name}: call "
                + $"modelBuilder.ApplySessionManager{(typeof(TSession) == typeof(SessionEntity) ? "" : $"<{typeof(TSession).Name}>")}() "
                + "in its OnModelCreating."
        );
}
