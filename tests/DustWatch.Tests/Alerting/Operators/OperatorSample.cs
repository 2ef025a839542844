using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using DustWatch.Alerting.Operators;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Tests.Alerting.Operators;

/// <summary>The program in the README of alerting, which quotes the body of <see cref="Run"/>.</summary>
internal static class OperatorSample
{
    public static void Run(TextWriter output)
    {
        RegistryReader.TryRead("""
            {"enterprises":[{"id":"e1","name":"one"}],
             "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT1M"}]}
            """u8.ToArray(), out var registry, out _); // the last says what is wrong in the file
        RulesReader.TryRead("""
            {"rules":[{"id":"m5","quantity":"dust_respirable","window":{"kind":"sliding","length":"PT5M"},"aggregate":"mean","levels":[{"level":"exceeded","above":0.7}]},
                      {"id":"gone","kind":"offline","after":"PT10M"}]}
            """u8.ToArray(), out var rules, out _);
        var start = DateTimeOffset.Parse("2025-03-03T00:00:00Z", CultureInfo.InvariantCulture);
        Sample Dust(int minute, decimal x) => new(Instant.From(start.AddMinutes(minute)), FixedPoint.From(x, decimals: 6), Point: 0, Quantity.DustRespirable, SampleFlag.Valid);

        var time = new HistoricalScheduler(start); // or any other IScheduler: it gives a tick each second
        using var samples = new Subject<Sample>();
        using var live = samples.DetectExceedances(registry, rules, time).Subscribe(t => output.WriteLine($"{t.At} {t.Rule}: {t.From} to {t.To}"));
        using var means = samples.TimeWeighted(TimeSpan.FromMinutes(5)).Subscribe(mean => output.WriteLine($"{mean.Time} mean of 5 min: {mean.Value} mg/m3"));
        time.AdvanceBy(TimeSpan.FromMinutes(1));
        samples.OnNext(Dust(minute: 1, x: 8));
        time.AdvanceBy(TimeSpan.FromMinutes(11)); // nothing arrives: ticks find the silence

        ReadOnlyMemory<Sample> day = new[] { Dust(minute: 1, x: 8), Dust(minute: 2, x: 0), Dust(minute: 481, x: 0) }; // batches are the fast path
        using var batches = Observable.Return(day).DetectExceedances(registry, rules, Observable.Never<Instant>()).Subscribe(t => output.WriteLine($"in batches: {t.At} {t.Rule}: {t.To}"));
        using var verdicts = Observable.Return(day).DetectVerdicts(registry, rules: null, time).Subscribe(v => output.WriteLine($"{v.Rule} of shift {v.Shift}: {v.Kind}, {v.Low} to {v.High} {v.Unit}"));
    }
}
