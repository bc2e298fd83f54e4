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
    private DatabaseModel(IModel model, SessionTable table, SessionDialect dialect)
    {
        Model = model;
        Table = table;
        Dialect = dialect;
        // Compiled here and not once for the type: a compiled query is bound to one model.
        Find = EF.CompileAsyncQuery(
            static (TContext context, string id, CancellationToken cancellationToken) =>
                context.Set<TSession>().IgnoreQueryFilters().AsNoTracking().FirstOrDefault(session => session.Id == id)
        );
    }

    public IModel Model { get; }

    public SessionTable Table { get; }

    public SessionDialect Dialect { get; }

    public Func<TContext, string, CancellationToken, Task<TSession?>> Find { get; }

    public static DatabaseModel<TContext, TSession> Of(TContext context, SessionDialect? dialect) =>
        new(
            context.Model,
            SessionTable.Of<TSession>(context),
            dialect ?? SessionDialect.Of(context.Database.ProviderName)
        );
}
