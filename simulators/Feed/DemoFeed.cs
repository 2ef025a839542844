using System.Buffers;
using System.Collections.Concurrent;
using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;
using DustWatch.Simulator.Incidents;
using DustWatch.Simulator.Scenario;
using DustWatch.Simulator.Sensors;

namespace DustWatch.Simulator.Feed;

/// <summary>
/// Feeds the district in real time: for each point first the backlog of its running shift, in arrays, then every ten seconds what its device
/// reads, the points spread evenly over the ten seconds. A point's messages are one after the other, so its backlog is whole before it is live;
/// when publishing is slow, what has become due meanwhile goes in one message.
/// </summary>
public sealed class DemoFeed
{
    /// <summary>Sampling instants in one message: some 40 kB.</summary>
    public const int InstantsMaximum = 480;

    private const int Lanes = 8; // backlogs under way at a time
    private const int EarlyOthers = 20;

    private readonly PublishAsync _publish;
    private readonly TimeProvider _clock;
    private readonly SensorModel _model;
    private readonly Registry _registry;
    private readonly Instant _start;

    /// <summary>Makes a feed whose incidents are told from now on; <see cref="RunAsync"/> should follow at once.</summary>
    /// <param name="district">What to feed.</param>
    /// <param name="seed">The same as the district's.</param>
    /// <param name="publish">How messages get out. Called by several tasks at a time, for each point by one.</param>
    /// <param name="clock">Its present is the demo's start.</param>
    public DemoFeed(DemoDistrict district, int seed, PublishAsync publish, TimeProvider clock)
    {
        _publish = publish;
        _clock = clock;
        _registry = district.Registry;
        _start = Instant.Now(clock);
        Incidents = IncidentPlan.Create(seed, district, _start);
        Descriptions = [.. Incidents.Select(i => i.Describe(district, _start))];
        _model = new SensorModel(seed, district, Incidents);
    }

    /// <summary>What goes wrong, by its start.</summary>
    public IReadOnlyList<Incident> Incidents { get; }

    /// <summary>The same, a line each for a person.</summary>
    public IReadOnlyList<string> Descriptions { get; }

    /// <summary>Feeds until cancelled. What <c>publish</c> throws ends all points and comes out here.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = new ConcurrentQueue<int>(Order());
        var live = new ConcurrentBag<Task>();
        var lanes = Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => RunLaneAsync(waiting, live, stop)).ToArray());
        await lanes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll([lanes, .. live]);
    }

    /// <summary>Points with an incident first, and some others for company.</summary>
    internal int[] Order()
    {
        var early = Incidents.Select(i => i.Point).Distinct().ToArray();
        var spread = DemoDistrict.FedPoints / EarlyOthers;
        return [.. early.Concat(Enumerable.Range(0, EarlyOthers).Select(i => i * spread)).Concat(Enumerable.Range(0, DemoDistrict.FedPoints)).Distinct()];
    }

    /// <summary>Brings one point after the other up to the present, and leaves each running.</summary>
    private async Task RunLaneAsync(ConcurrentQueue<int> waiting, ConcurrentBag<Task> live, CancellationTokenSource stop)
    {
        try
        {
            var output = new ArrayBufferWriter<byte>();
            while (waiting.TryDequeue(out var point))
            {
                var done = await CatchUpAsync(point, _model.ShiftOf(point, _start).Start, output, stop.Token);
                live.Add(RunLiveAsync(point, done, stop));
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task RunLiveAsync(int point, Instant done, CancellationTokenSource stop)
    {
        try
        {
            var output = new ArrayBufferWriter<byte>();
            while (true)
            {
                // To the device's own sampling instants, so that nothing drifts.
                var wait = _model.NextAfter(point, done) - Instant.Now(_clock);
                if (wait > 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(wait), _clock, stop.Token);
                }

                done = await CatchUpAsync(point, done, output, stop.Token);
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Publishes what is due and not yet published.</summary>
    /// <returns>Up to when everything is published.</returns>
    private async Task<Instant> CatchUpAsync(int point, Instant done, ArrayBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        var topic = $"dustwatch/v1/{_registry.Points[point].Enterprise}/{_registry.Points[point].Id}/data";
        while (_model.NextAfter(point, done) <= Instant.Now(_clock))
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.ResetWrittenCount();
            done = WriteDue(point, done, output);
            if (output.WrittenCount > 0)
            {
                await _publish(topic, output.WrittenMemory, cancellationToken);
            }
        }

        return done;
    }

    private Instant WriteDue(int point, Instant done, ArrayBufferWriter<byte> output)
    {
        var buffer = ArrayPool<Sample>.Shared.Rent(InstantsMaximum * SensorModel.QuantitiesMaximum);
        var now = Instant.Now(_clock);
        var count = 0;
        for (var i = 0; i < InstantsMaximum && _model.NextAfter(point, done) is var next && next <= now; i++)
        {
            count += _model.Read(point, next, buffer.AsSpan(count));
            done = next;
        }

        if (count > 0)
        {
            JsonSamples.Write(output, buffer.AsSpan(0, count));
        }

        ArrayPool<Sample>.Shared.Return(buffer);
        return done;
    }
}
