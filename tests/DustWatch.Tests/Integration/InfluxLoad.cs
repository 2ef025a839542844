using System.Diagnostics;
using System.Globalization;
using System.Text;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>Samples of a few points at 1 Hz of their own time, so many minutes a part; the same from each instance. All are acknowledged, whatever the state of the history.</summary>
/// <param name="start">Before the first sample, ms.</param>
/// <param name="minutes">Of a part.</param>
internal sealed class InfluxLoad(long start, int minutes)
{
    private const int Points = 10;
    private const int Inflight = 1_000; // fewer than may be, so that none waits for its turn and is overtaken

    /// <summary>Their REGISTRY.json.</summary>
    public static string Registry { get; } = $$"""
        {"enterprises":[{"id":"e1","name":"one"}],
         "points":[{{string.Join(',', Enumerable.Range(0, Points).Select(i => $$"""{"id":"k{{i}}","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT1S"}"""))}}]}
        """;

    /// <summary>Parts that were sent.</summary>
    public int Parts { get; private set; }

    /// <summary>Samples of all parts so far.</summary>
    public int Sent => Parts * SamplesOfPart;

    private int SamplesOfPart => minutes * 60 * Points;

    /// <summary>Sends the next part, or several, and waits until all is acknowledged; says how fast that went.</summary>
    public async Task PublishAsync(TestInstallation site, string when, int parts = 1)
    {
        var began = Stopwatch.GetTimestamp();
        await using var client = await site.ConnectAsync();
        var underway = new Queue<Task<MqttReasonCode>>();
        for (var number = Sent; number < Sent + (parts * SamplesOfPart); number++)
        {
            underway.Enqueue(client.PublishAsync($"dustwatch/v1/e1/k{number % Points}/data", PayloadOf(number), MqttQos.AtLeastOnce).AsTask());
            if (underway.Count == Inflight)
            {
                Assert.That(await underway.Dequeue(), Is.EqualTo(MqttReasonCode.Success));
            }
        }

        Assert.That(await Task.WhenAll(underway), Is.All.EqualTo(MqttReasonCode.Success));
        Parts += parts;
        await TestContext.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{when}: {parts * SamplesOfPart} samples acknowledged, {parts * SamplesOfPart / Stopwatch.GetElapsedTime(began).TotalSeconds:F0} a second"));
    }

    // Dusty in turns, so that levels are passed; each value differs from the one before.
    private byte[] PayloadOf(int number)
    {
        var second = (number / Points) + 1;
        var thousandths = ((number * 7919L) % 100_000) + (second / 40 % 2 == 0 ? 400_000 : 0);
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{start + (second * 1000L)}},"dust_respirable":{{thousandths / 1000.0}}}"""));
    }
}
