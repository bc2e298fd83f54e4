using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace SessionManager.Benchmarks.Database;

/// <summary>A new empty database of one kind, and the words in which it is filled.</summary>
internal interface ITarget : IAsyncDisposable
{
    string Name { get; }

    /// <summary>How many rows it is measured with at most.</summary>
    int MostRows { get; }

    /// <summary>Brings its statistics up to date as the server would by itself, given time; null when it does not.</summary>
    string? Analyze { get; }

    /// <summary>26 characters as in a session id, at random.</summary>
    string RandomId { get; }

    /// <summary>32 bytes at random.</summary>
    string RandomHash { get; }

    void Configure(DbContextOptionsBuilder options);

    DbConnection Connect();

    /// <summary>A table <c>n(i)</c> of the numbers from 1 to this.</summary>
    string Numbers(int count);

    /// <summary>The time that is so many seconds from now.</summary>
    string Time(string seconds);
}
