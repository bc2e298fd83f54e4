using SessionManager.Benchmarks.Storage;

namespace SessionManager.Benchmarks.Database;

/// <summary>Looking one session up, beside the same statement without anything of ours.</summary>
internal static class Reads
{
    public const string Find = "find";

    private const int WarmUp = 500;
    private const int Finds = 2_000;

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
        measured.Figures.Add("the same SELECT, prepared, by the driver", ofRaw);
        measured.Figures.Add(Find, ofFind);
    }
}
