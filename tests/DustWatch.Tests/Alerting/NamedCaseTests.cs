using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

[TestFixture]
internal sealed class NamedCaseTests
{
    private static IEnumerable<TestCaseData> Cases =>
        NamedCases.All.Concat(NamedPeakCases.All).Concat(NamedQualityCases.All).Select(named => new TestCaseData(named).SetArgDisplayNames(named.Name));

    [TestCaseSource(nameof(Cases))]
    public void The_reference_says_what_was_computed_by_hand(NamedCase named) =>
        Assert.That(NamedCase.Lines(ReferenceRun.Of(named.Input)), Is.EqualTo(named.Said));

    [TestCaseSource(nameof(Cases))]
    public void The_detector_says_what_was_computed_by_hand(NamedCase named) =>
        Assert.That(NamedCase.Lines(DetectorRun.Of(named.Input, new Random(1))), Is.EqualTo(named.Said));
}
