using System.Buffers;
using System.Diagnostics;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>The detector over a whole input: on one or two shards, in batches of random size, saved and loaded again at random places.</summary>
internal sealed class DetectorRun(DetectionInput input, Random random)
{
    private readonly Findings _findings = new();

    public static DetectionOutput Of(DetectionInput input, Random random) => new DetectorRun(input, random).Run();

    private DetectionOutput Run()
    {
        var shards = 1 + random.Next(2);
        var oftenSaved = random.Next(3) switch { 0 => 10, 1 => 100, _ => int.MaxValue }; // a save ends every calm
        for (var shard = 0; shard < shards; shard++)
        {
            Detector Fresh() => new(input.Registry, new RuleSet(input.Rules), new Instant(input.WatchingSince), shard, shards);
            var detector = Fresh();
            for (var i = 0; i < input.Steps.Count;)
            {
                i += Feed(detector, i, random.Next(1, 9));
                detector = random.Next(oftenSaved) == 0 ? Reloaded(detector, Fresh()) : detector;
            }

            if (!input.IsLive)
            {
                detector.Finish(new Instant(input.End), _findings);
            }
        }

        return DetectionOutput.Ordered(_findings.Transitions, _findings.Verdicts);
    }

    private int Feed(Detector detector, int from, int most)
    {
        var first = input.Steps[from];
        var arrival = new Instant(first.Arrival);
        switch (first.Kind)
        {
            case DetectionStepKind.Tick:
                detector.OnTick(arrival, _findings);
                return 1;
            case DetectionStepKind.Quarantined:
                detector.OnQuarantined(first.Sample, arrival, _findings);
                return 1;
            case DetectionStepKind.Refused:
                detector.OnRefused(first.Point, first.Refused, arrival, _findings);
                return 1;
            case DetectionStepKind.Sample:
                break;
            default:
                throw new UnreachableException($"Step {first.Kind}");
        }

        var batch = input.Steps
            .Skip(from)
            .Take(most)
            .TakeWhile(step => step.Kind == DetectionStepKind.Sample && (!input.IsLive || step.Arrival == first.Arrival))
            .Select(step => step.Sample)
            .ToArray();
        if (input.IsLive)
        {
            detector.OnSamples(batch, arrival, _findings);
        }
        else
        {
            detector.OnSamples(batch, _findings);
        }

        return batch.Length;
    }

    private static Detector Reloaded(Detector detector, Detector fresh)
    {
        var data = new ArrayBufferWriter<byte>();
        detector.Save(data);
        Assert.That(fresh.TryLoad(new(data.WrittenMemory), out var fault), Is.True, fault);
        return fresh;
    }
}
