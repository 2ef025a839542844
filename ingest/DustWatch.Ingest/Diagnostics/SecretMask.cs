using System.Text.RegularExpressions;

namespace DustWatch.Ingest.Diagnostics;

/// <summary>Blots out what may be a secret in text that a person will see. The text may be cut off anywhere.</summary>
internal static partial class SecretMask
{
    private const string Blot = "***";

    public static string Apply(string text) => Pair().Replace(Member().Replace(text, "$1\"" + Blot + "\""), "$1" + Blot);

    // "password": "…" in JSON: a quoted name that contains one of the words, then a text (closed or cut off) or anything up to the next border.
    [GeneratedRegex("""("[^"]{0,64}(?:passw|pwd|token|secret|credential|api_?key|authorization)[^"]{0,64}"\s*:\s*)(?:"(?:[^"\\]|\\.)*\\?"?|[^\s,}\]"]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Member();

    // PW=123456; of HJ 212, token=… of a query, Bearer … of a header.
    [GeneratedRegex("""((?:\bPW|passw(?:or)?d|pwd|token|secret|api_?key)\s*=\s*|\bBearer\s+)[^\s;,&"]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pair();
}
