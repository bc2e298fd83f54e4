using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SessionManager.Core.Tests.Fixtures;

/// <summary>Meters of one test, and what was measured with them.</summary>
internal sealed class CountingMeterFactory : IMeterFactory
{
    private readonly ConcurrentBag<Meter> _meters = [];
    private readonly ConcurrentQueue<Measurement> _measurements = new();
    private readonly MeterListener _listener = new();

    public CountingMeterFactory()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_meters.Contains(instrument.Meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Add(i, value, tags));
        _listener.Start();
    }

    /// <summary>Every tag of every measurement, to look for what must not be there.</summary>
    public string AllTags => string.Join('\n', _measurements.SelectMany(m => m.Tags).Select(t => $"{t.Key}={t.Value}"));

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options.Name, options.Version, options.Tags, scope: this);
        _meters.Add(meter);
        return meter;
    }

    public double Sum(string instrument, params (string Name, string Value)[] tags) =>
        Of(instrument, tags).Sum(m => m.Value);

    public int Count(string instrument, params (string Name, string Value)[] tags) => Of(instrument, tags).Count();

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var meter in _meters)
            meter.Dispose();
    }

    private IEnumerable<Measurement> Of(string instrument, (string Name, string Value)[] tags) =>
        _measurements.Where(m =>
            m.Instrument == instrument
            && tags.All(tag => m.Tags.Any(t => t.Key == tag.Name && Equals(t.Value, tag.Value)))
        );

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measurements.Enqueue(new(instrument.Name, value, tags.ToArray()));

    private sealed record Measurement(string Instrument, double Value, KeyValuePair<string, object?>[] Tags);
}
