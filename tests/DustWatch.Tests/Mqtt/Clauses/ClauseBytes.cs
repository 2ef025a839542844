using System.Text;
using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt.Clauses;

/// <summary>
/// The bytes of a script. <c>30 0A</c> hexadecimal, <c>"text"</c> a string with its length, <c>'text'</c> its bytes alone, <c>x*9</c> nine bytes <c>x</c>, <c>[ … ]</c> a length and what it counts,
/// <c>{ … }</c> the same for properties, left out on 3.1.1, <c>VV</c> the protocol level. In what is expected also <c>??</c> for any byte and <c>*</c> for any rest.
/// </summary>
internal static class ClauseBytes
{
    public static byte[] Write(string text, MqttVersion version)
    {
        var tokens = new Queue<string>(Tokens(text));
        return Write(tokens, version, end: null);
    }

    public static bool IsMatch(string pattern, byte[] packet, MqttVersion version)
    {
        var tokens = new Queue<string>(Tokens(pattern));
        return TryMatch(tokens, packet, version, end: null, out var rest) && rest.Length == 0;
    }

    private static byte[] Write(Queue<string> tokens, MqttVersion version, string? end)
    {
        var bytes = new List<byte>();
        while (tokens.TryDequeue(out var token) && token != end)
        {
            if (token is "[" or "{")
            {
                var inner = Write(tokens, version, token == "[" ? "]" : "}");
                bytes.AddRange(token == "{" && version == MqttVersion.V311 ? [] : Wire.Join(Wire.Variable(inner.Length), inner));
            }
            else
            {
                bytes.AddRange(Literal(token, version));
            }
        }

        return [.. bytes];
    }

    private static bool TryMatch(Queue<string> tokens, byte[] bytes, MqttVersion version, string? end, out byte[] rest)
    {
        rest = bytes;
        while (tokens.TryDequeue(out var token) && token != end)
        {
            if (token == "*")
            {
                rest = [];
            }
            else if (token is "[" or "{")
            {
                var close = token == "[" ? "]" : "}";
                if (token == "{" && version == MqttVersion.V311)
                {
                    while (tokens.Dequeue() != close)
                    {
                    }

                    continue;
                }

                var wire = new MqttWireReader(rest);
                if (!wire.TryReadProperties(out var inner) || !TryMatch(tokens, inner.ToArray(), version, close, out var left) || left.Length > 0)
                {
                    return false;
                }

                rest = wire.Rest.ToArray();
            }
            else
            {
                var literal = token == "??" ? rest.Take(1).ToArray() : Literal(token, version);
                if (!rest.AsSpan().StartsWith(literal) || literal.Length == 0)
                {
                    return false;
                }

                rest = rest[literal.Length..];
            }
        }

        return true;
    }

    private static byte[] Literal(string token, MqttVersion version) => token switch
    {
        "VV" => [(byte)version],
        ['"', ..] => Wire.Text(token[1..^1]),
        ['\'', ..] => Encoding.UTF8.GetBytes(token[1..^1]),
        [var c, '*', ..] => [.. Enumerable.Repeat((byte)c, int.Parse(token[2..]))],
        _ => Convert.FromHexString(token),
    };

    private static IEnumerable<string> Tokens(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }

            var isQuoted = text[at] is '"' or '\'';
            var end = isQuoted ? text.IndexOf(text[at], at + 1) + 1 : text.IndexOf(' ', at);
            end = end <= 0 ? text.Length : end;
            yield return text[at..end];
            at = end;
        }
    }
}
