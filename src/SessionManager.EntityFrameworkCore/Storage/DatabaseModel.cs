using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Storage.Dialects;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>What is worked out once for a context's model: names, the way its database is spoken to, the compiled look-up.</summary>
internal sealed class DatabaseModel<TContext, TSession>
    where TContext : DbContext
    where TSession : SessionEntity
{
    private DatabaseModel(TContext context, SessionDialect? dialect)
    {
        Model = context.Model;
        Table = SessionTable.Of<TSession>(context);
        Dialect = dialect ?? SessionDialect.Of(context.Database.ProviderName);
        Finder = new SessionFinder<TContext, TSession>(context, Table, Dialect);
    }

    public IModel Model { get; }

    public SessionTable Table { get; }

    public SessionDialect Dialect { get; }

    public SessionFinder<TContext, TSession> Finder { get; }

    public static DatabaseModel<TContext, TSession> Of(TContext context, SessionDialect? dialect) =>
        new(context, dialect);
}
