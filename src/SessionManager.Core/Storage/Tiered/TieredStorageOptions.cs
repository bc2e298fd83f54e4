namespace SessionManager.Storage.Tiered;

/// <summary>How <see cref="TieredSessionStorage"/> treats its fast tier.</summary>
public sealed class TieredStorageOptions
{
    /// <summary>How long a step of the fast tier may take before the durable storage is asked without it.</summary>
    /// <value>250 ms.</value>
    public TimeSpan FastTierTimeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long reads leave the fast tier alone after it failed; then one tries it for all. Writes always tell it.
    /// </summary>
    /// <value>1 second.</value>
    public TimeSpan PauseAfterFailure { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After how long it is tried again to destroy copies that could not be destroyed.</summary>
    /// <value>1 second.</value>
    public TimeSpan RepairInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many sessions and users may wait for that. More are not remembered, and logged.</summary>
    /// <value>10000.</value>
    public int RepairCapacity { get; set; } = 10_000;

    internal TieredStorageOptions Validated()
    {
        ThrowUnlessPositive(FastTierTimeout, nameof(FastTierTimeout));
        ThrowUnlessPositive(PauseAfterFailure, nameof(PauseAfterFailure));
        ThrowUnlessPositive(RepairInterval, nameof(RepairInterval));
        if (RepairCapacity <= 0)
            throw Invalid(nameof(RepairCapacity));
        return this;
    }

    private static void ThrowUnlessPositive(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero)
            throw Invalid(name);
    }

    private static ArgumentException Invalid(string name) =>
        new($"{nameof(TieredStorageOptions)}.{name} must be greater than zero.", name);
}
