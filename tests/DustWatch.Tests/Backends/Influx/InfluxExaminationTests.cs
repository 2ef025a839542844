using DustWatch.Backends;
using DustWatch.Backends.Influx;
using NUnit.Framework;

namespace DustWatch.Tests.Backends.Influx;

/// <summary>What an examination says of the marks.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class InfluxExaminationTests : IDisposable
{
    private static readonly InfluxOptions Options = new(new Uri("http://127.0.0.1:8086"), InfluxApi.V1, "dust");

    private readonly TemporaryFolder _folder = new();

    private string Marks => _folder.File(InfluxExamination.FileName);

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Says_up_to_where_the_server_has_everything()
    {
        var file = new InfluxMarkFile(Marks, Options.ToString());
        file.Write(new InfluxMark(70, 3, 1_750_000_000_000), []);
        var live = InfluxExamination.Examine(Marks, Options);
        file.Write(new InfluxMark(70, 3, 1_750_000_000_000), [new InfluxRange(new InfluxMark(20, 1, 0), 40)]);
        var behind = InfluxExamination.Examine(Marks, Options);

        Assert.Multiple(() =>
        {
            Assert.That(live, Is.EqualTo((new FileFinding(FindingKind.Whole, $"{Options} has all up to log position 70"), (long?)70)));
            Assert.That(behind.Position, Is.EqualTo(20));
        });
    }

    [Test]
    public void Says_when_the_marks_are_of_another_server()
    {
        new InfluxMarkFile(Marks, "http://elsewhere/ (database dust)").Write(new InfluxMark(70, 3, 0), []);

        var (other, position) = InfluxExamination.Examine(Marks, Options);
        var (none, _) = InfluxExamination.Examine(Marks, options: null);

        Assert.Multiple(() =>
        {
            Assert.That((other.Kind, position), Is.EqualTo((FindingKind.Warning, (long?)null)));
            Assert.That(other.Message, Does.Contain("elsewhere").And.Contain("127.0.0.1"));
            Assert.That(none.Kind, Is.EqualTo(FindingKind.Note));
        });
    }

    [TestCase("")]
    [TestCase("http://127.0.0.1:8086/ (database dust)\n")]
    [TestCase("http://127.0.0.1:8086/ (database dust)\n70 3\n")]
    [TestCase("http://127.0.0.1:8086/ (database dust)\n70 3 x\n")]
    [TestCase("http://127.0.0.1:8086/ (database dust)\n70 3 0\n20 1 0\n")]
    public void Says_when_the_marks_cannot_be_understood(string text)
    {
        File.WriteAllText(Marks, text);

        var (finding, position) = InfluxExamination.Examine(Marks, Options);

        Assert.That((finding.Kind, position), Is.EqualTo((FindingKind.Warning, (long?)null)));
        Assert.That(new InfluxMarkFile(Marks, Options.ToString()).Read().Live, Is.EqualTo(default(InfluxMark)));
    }
}
