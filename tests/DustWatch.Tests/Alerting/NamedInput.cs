using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting;

/// <summary>Inputs of one point, for cases that are written by hand.</summary>
internal static class NamedInput
{
    public const long Minute = 60_000;

    public static DetectionInput Backtest(Rule[] rules, IEnumerable<Sample> samples, MonitoringPoint? point = null, DeviceProfile? profile = null) =>
        new(RegistryOf(point ?? Given.Point(), profile), rules, [.. samples.Select(sample => DetectionStep.Of(sample))], IsLive: false);

    public static DetectionInput Live(Rule[] rules, IEnumerable<DetectionStep> steps) => new(Given.Registry(Given.Point()), rules, [.. steps], IsLive: true);

    /// <summary>Dust at the end of each minute from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public static IEnumerable<Sample> Dust(int first, int last, decimal value, SampleFlag flag = SampleFlag.Valid) =>
        Enumerable.Range(first, last - first + 1).Select(minute => Given.Dust(minute * Minute, value, flag));

    /// <summary>An arrival or tick so many minutes after the shift's start.</summary>
    public static long At(double minute) => Given.ShiftStart.Milliseconds + (long)(minute * Minute);

    private static Registry RegistryOf(MonitoringPoint point, DeviceProfile? profile) =>
        new([], [], [point], profile is null ? [] : [new Device("d1", [point.Id], "mqtt", profile)]);
}
