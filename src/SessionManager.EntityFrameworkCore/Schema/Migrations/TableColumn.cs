using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace SessionManager.EntityFrameworkCore.Schema.Migrations;

/// <summary>A column of a migration, without a type of any provider: each chooses its own for the CLR type.</summary>
internal sealed record TableColumn(string Name, Type Type, bool Required = false, int? Length = null)
{
    public AddColumnOperation In(string table) =>
        new()
        {
            Name = Name,
            Table = table,
            ClrType = Type,
            IsNullable = !Required,
            MaxLength = Length,
            Precision = Type == typeof(DateTime) ? 6 : null,
        };
}
