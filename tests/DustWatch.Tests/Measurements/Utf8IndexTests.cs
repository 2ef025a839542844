using System.Text;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Measurements;

[TestFixture]
internal sealed class Utf8IndexTests
{
    [Test]
    public void Finds_every_text_of_every_length_and_nothing_else()
    {
        var random = new Random(20_261_122);
        var texts = Enumerable.Range(0, 20_000).Select(i => new string('x', i % 40) + random.Next(30_000)).Distinct().ToArray();
        var index = new Utf8Index<string>([.. texts.Select(t => (Encoding.UTF8.GetBytes(t), t))]);
        var known = texts.ToHashSet();
        foreach (var text in texts.SelectMany(t => new[] { t, t + "0", t[..^1], "y" + t[1..], t[..^1] + "\0" }))
        {
            Assert.That(index.Find(Encoding.UTF8.GetBytes(text)), Is.EqualTo(known.Contains(text) ? text : null));
        }
    }

    [Test]
    public void Of_two_with_one_text_finds_the_first()
    {
        var index = new Utf8Index<string>([("a"u8.ToArray(), "first"), ("a"u8.ToArray(), "second"), ("é"u8.ToArray(), "accent")]);
        Assert.Multiple(() =>
        {
            Assert.That(index.Find("a"u8), Is.EqualTo("first"));
            Assert.That(index.Find("é"u8), Is.EqualTo("accent"));
            Assert.That(index.Find("e"u8), Is.Null);
            Assert.That(index.Find(""u8), Is.Null);
            Assert.That(index.Find([0xC3]), Is.Null);
        });
    }

    [Test]
    public void Of_nothing_finds_nothing()
    {
        var index = new Utf8Index<string>([]);
        Assert.That(index.Find("a"u8), Is.Null);
    }
}
