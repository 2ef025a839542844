using System.Diagnostics;

namespace DustWatch.Tests.Alerting;

/// <summary>The reference over a whole input.</summary>
internal static class ReferenceRun
{
    public static DetectionOutput Of(DetectionInput input)
    {
        var reference = new ReferenceDetector(input.Registry, input.Rules, input.WatchingSince);
        foreach (var step in input.Steps)
        {
            switch (step.Kind)
            {
                case DetectionStepKind.Sample:
                    reference.OnSample(step.Sample, step.Arrival);
                    break;
                case DetectionStepKind.Tick:
                    reference.OnTick(step.Arrival);
                    break;
                case DetectionStepKind.Quarantined:
                    reference.OnQuarantined(step.Sample, step.Arrival);
                    break;
                case DetectionStepKind.Refused:
                    reference.OnRefused(step.Point, step.Refused, step.Arrival);
                    break;
                default:
                    throw new UnreachableException($"Step {step.Kind}");
            }
        }

        if (!input.IsLive)
        {
            reference.Finish(input.End);
        }

        return DetectionOutput.Ordered(reference.Transitions, reference.Verdicts);
    }
}
