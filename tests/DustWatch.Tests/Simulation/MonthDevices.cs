using System.Globalization;
using System.Text;
using DustWatch.Mqtt;
using DustWatch.Tests.Integration;
using NUnit.Framework;

namespace DustWatch.Tests.Simulation;

/// <summary>The devices of a simulated month: each sends what it has measured every five minutes. What they send goes into a CSV file too.</summary>
internal sealed class MonthDevices(MonthSize size, TextWriter csv)
{
    /// <summary>Time between two messages of a point.</summary>
    public const long StepMilliseconds = 300_000;

    private const int Inflight = 500;
    private const long HourMilliseconds = 3_600_000;

    /// <summary>Samples sent.</summary>
    public long Samples { get; private set; }

    /// <summary>REGISTRY.json.</summary>
    public string ToRegistry()
    {
        var points = Enumerable.Range(0, size.Points + size.FastPoints).Select(i =>
            $$"""{"id":"{{PointOf(i)}}","enterprise":"e1","agent":"silica-10-50","silica":{"percent":23,"report":"r","date":"2025-11-03"},"quantities":["dust_respirable"],"interval":"{{(IsFast(i) ? "PT1S" : "PT1M")}}"}""");
        return $$"""{"enterprises":[{"id":"e1","name":"one"}],"points":[{{string.Join(',', points)}}]}""";
    }

    /// <summary>Sends the samples of the step that ends at <paramref name="end"/>, and waits until they are acknowledged.</summary>
    public async Task SendAsync(MqttClient client, long end)
    {
        var underway = new Queue<Task<MqttReasonCode>>();
        var payload = new StringBuilder();
        for (var point = 0; point < size.Points + size.FastPoints; point++)
        {
            Measure(point, end, payload.Clear());
            if (payload.Length == 0)
            {
                continue;
            }

            underway.Enqueue(client.PublishAsync($"dustwatch/v1/e1/{PointOf(point)}/data", Encoding.UTF8.GetBytes($"[{payload}]"), MqttQos.AtLeastOnce).AsTask());
            if (underway.Count == Inflight)
            {
                Assert.That(await underway.Dequeue().WaitAsync(Eventually.Patience), Is.EqualTo(MqttReasonCode.Success));
            }
        }

        Assert.That(await Task.WhenAll(underway).WaitAsync(Eventually.Patience), Is.All.EqualTo(MqttReasonCode.Success));
    }

    private static string PointOf(int point) => string.Create(CultureInfo.InvariantCulture, $"m{point:0000}");

    // Each point has hours that are dusty, an hour in some days in which it is off, and loses a sample now and then.
    private static long? ThousandthsAt(int point, long time)
    {
        var hour = time / HourMilliseconds;
        var chance = Mix((hour * 1_000) + point);
        if (chance % 37 == 0 || Mix((time * 1_000) + point) % 101 == 0)
        {
            return null;
        }

        var usual = chance % 5 == 0 ? 1_500UL : 200UL;
        return (long)(usual + (Mix((time * 1_000) + point + 500) % 300));
    }

    // SplitMix64.
    private static ulong Mix(long seed)
    {
        var z = unchecked((ulong)seed + 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    private bool IsFast(int point) => point >= size.Points;

    private void Measure(int point, long end, StringBuilder payload)
    {
        var interval = IsFast(point) ? 1_000 : 60_000;
        for (var time = end - StepMilliseconds + interval; time <= end; time += interval)
        {
            if (ThousandthsAt(point, time) is { } thousandths)
            {
                var value = (thousandths / 1000m).ToString(CultureInfo.InvariantCulture);
                payload.Append(payload.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""{"ts":{{time}},"dust_respirable":{{value}}}""");
                csv.Write(string.Create(CultureInfo.InvariantCulture, $"{PointOf(point)},dust_respirable,{time},{value}\n"));
                Samples++;
            }
        }
    }
}
