using DustWatch.Measurements;

namespace DustWatch.Alerting.Book;

/// <summary>
/// One plain sentence that says why, in two languages. It is text and never markup: angle brackets and control characters of names are replaced. The
/// clause is a field of its own and not in it.
/// </summary>
public static class Sentences
{
    /// <summary>The sentence of <paramref name="transition"/>.</summary>
    /// <param name="transition">What happened.</param>
    /// <param name="point">Its point, for names and the site's zone; null shows the id, and times in UTC.</param>
    public static Sentence Of(Transition transition, MonitoringPoint? point)
    {
        var facts = new SentenceFacts(transition, point);
        return new Sentence(ChineseSentence.Of(facts), EnglishSentence.Of(facts));
    }
}
