using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SessionManager.EntityFrameworkCore.Mapping;

/// <summary>Times are UTC, whatever kind a provider gives them when it reads them back (SQLite: none).</summary>
internal sealed class UtcDateTimeConverter()
    : ValueConverter<DateTime, DateTime>(
        static time => DateTime.SpecifyKind(time, DateTimeKind.Utc),
        static time => DateTime.SpecifyKind(time, DateTimeKind.Utc)
    );
