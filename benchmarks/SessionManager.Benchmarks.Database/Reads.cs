using SessionManager.Storage;

namespace SessionManager.Benchmarks.Database;

/// <summary>Looking one session up, beside the same statement without anything of ours; and pages of a user's sessions.</summary>
internal static class Reads
{
    public const string Find = "find";
    public const string SmallPage = "page of 50, user with 50";
    public const string LargePage = "page of 50, user with 10,000";

    private const int WarmUp = 500;
    private const int Finds = 2_000;
    private const int Pages = 200;

    public static async Task FindAsync(Measured measured)
    {
        var ids = await measured.Seed.SampleAsync(WarmUp + Finds);
        var names = Array.ConvertAll(ids, id => id.ToString());
        await measured.Store.Watched.FindAsync(ids[0], default);

        await using var connection = await measured.Seed.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = measured.Store.Statements.LastText;
        var parameter = command.CreateParameter();
        parameter.ParameterName = measured.Store.Statements.LastParameter;
        parameter.Value = names[0];
        command.Parameters.Add(parameter);
        await command.PrepareAsync();

        var (raw, find) = (0, 0);
        var (ofRaw, ofFind) = await Timings.InTurnAsync(
            WarmUp,
            Finds,
            async () =>
            {
                parameter.Value = names[raw++ % names.Length];
                await using var reader = await command.ExecuteReaderAsync();
                var values = new object[reader.FieldCount];
                return await reader.ReadAsync() && reader.GetValues(values) > 0;
            },
            async () => await measured.Store.Storage.FindAsync(ids[find++ % ids.Length], default) is not null
        );
        measured.Add("the same SELECT, prepared, by the driver", ofRaw);
        measured.Add(Find, ofFind);
    }

    public static async Task PageAsync(Measured measured)
    {
        await measured.Seed.LiveAsync("small", 50, perUser: 50);
        await measured.Seed.LiveAsync("large", 10_000, perUser: 10_000);
        var (small, large) = await Timings.InTurnAsync(
            WarmUp / 10,
            Pages,
            () => IsFullAsync(measured, "small-0"),
            () => IsFullAsync(measured, "large-0")
        );
        measured.Add(SmallPage, small);
        measured.Add(LargePage, large);
    }

    private static async ValueTask<bool> IsFullAsync(Measured measured, string user)
    {
        var query = new SessionQuery
        {
            Filters = new SessionFilters { UserId = user, ActiveOnly = true },
        };
        var page = await measured.Store.Storage.QueryAsync(query, TimeProvider.System.GetUtcNow(), default);
        return page.Sessions.Count == query.Limit;
    }
}
