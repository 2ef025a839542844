using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt.Clauses;

/// <summary>
/// Runs a script against a server. A line is the name of a client and what it does:
/// <c>open</c>; <c>connect ID</c>, let in with a clean session; <c>resume ID</c>, let in without; <c>subscribe FILTER OPTIONS</c>, granted;
/// <c>&gt; BYTES</c> sends; <c>&lt; BYTES</c> expects a packet; <c>quiet</c> expects that nothing but the answer to a PINGREQ comes; <c>ends CODE</c> expects the end, on 5.0 with this code;
/// <c>refused CODE</c> the end in place of being let in, on 5.0 with this code; <c>ended</c> expects the end; <c>closes</c> cuts the connection. <c>ours:</c> or <c>mosquitto:</c> before it makes a line count for one server alone.
/// </summary>
internal sealed class ClauseRun(Clause clause, int port, bool isOurs) : IDisposable
{
    private readonly Dictionary<string, RawClient> _clients = [];

    public async Task RunAsync()
    {
        foreach (var line in clause.Lines)
        {
            var text = line;
            foreach (var (prefix, isMeant) in new[] { ("ours:", isOurs), ("mosquitto:", !isOurs), ("why ", false) })
            {
                if (text is not null && text.StartsWith(prefix, StringComparison.Ordinal))
                {
                    text = isMeant ? text[prefix.Length..].Trim() : null;
                }
            }

            if (text is not null)
            {
                await DoAsync(text, line);
            }
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task DoAsync(string text, string line)
    {
        var words = text.Split(' ', 3);
        var (name, verb) = (words[0], words[1]);
        var rest = words.Length > 2 ? words[2] : "";
        switch (verb)
        {
            case "open":
                await OpenAsync(name);
                break;
            case "connect":
                await OpenAsync(name);
                await SendAsync(name, $"10 [ \"MQTT\" VV 02 0000 {{ }} \"{rest}\" ]");
                await ExpectAsync(name, "20 [ 00 00 * ]", line);
                break;
            case "resume":
                await OpenAsync(name);
                await SendAsync(name, $"10 [ \"MQTT\" VV 00 0000 {{ 11 0000012C }} \"{rest}\" ]");
                await ExpectAsync(name, "20 [ ?? 00 * ]", line);
                break;
            case "subscribe":
                var filter = rest[..rest.LastIndexOf(' ')];
                var options = rest[(rest.LastIndexOf(' ') + 1)..];
                await SendAsync(name, $"82 [ 7777 {{ }} {filter} {options} ]");
                await ExpectAsync(name, $"90 [ 7777 {{ * }} {Convert.FromHexString(options)[0] & 3:X2} ]", line);
                break;
            case ">":
                await SendAsync(name, rest);
                break;
            case "<":
                await ExpectAsync(name, rest, line);
                break;
            case "quiet":
                await SendAsync(name, "C0 00");
                await ExpectAsync(name, "D0 00", line);
                break;
            case "ends":
                await EndsAsync(name, rest, line);
                break;
            case "refused":
                await RefusedAsync(name, rest, line);
                break;
            case "ended":
                Assert.That(Convert.ToHexString(await _clients[name].PacketAsync()), Is.Empty, line);
                break;
            case "closes":
                _clients[name].Dispose();
                break;
            default:
                throw new FormatException($"A script has the line {line}");
        }
    }

    private async Task OpenAsync(string name)
    {
        if (_clients.Remove(name, out var old))
        {
            old.Dispose();
        }

        _clients[name] = await RawClient.OpenAsync(port);
    }

    private async Task SendAsync(string name, string bytes) => await _clients[name].SendAsync(ClauseBytes.Write(bytes, clause.Version));

    private async Task ExpectAsync(string name, string pattern, string line)
    {
        var packet = await _clients[name].PacketAsync();
        Assert.That(ClauseBytes.IsMatch(pattern, packet, clause.Version), Is.True, $"{line}\nexpected {pattern}, came {Convert.ToHexString(packet)}");
    }

    /// <summary>As <see cref="EndsAsync"/>, with a CONNACK in place of the DISCONNECT.</summary>
    private async Task RefusedAsync(string name, string code, string line)
    {
        var packet = await _clients[name].PacketAsync();
        if (isOurs && clause.Version == MqttVersion.V500)
        {
            Assert.That(ClauseBytes.IsMatch($"20 [ 00 {code} {{ * }} ]", packet, clause.Version), Is.True, $"{line}\ncame {Convert.ToHexString(packet)}");
        }

        if (packet is [0x20, ..])
        {
            packet = await _clients[name].PacketAsync();
        }

        Assert.That(Convert.ToHexString(packet), Is.Empty, line);
    }

    /// <summary>A server should send the reason before it closes; the standard leaves that and the choice of code to it (5.0: 4.13.1), so of the other server only the end counts.</summary>
    private async Task EndsAsync(string name, string code, string line)
    {
        var packet = await _clients[name].PacketAsync();
        if (isOurs && clause.Version == MqttVersion.V500)
        {
            Assert.That(Convert.ToHexString(packet), Does.StartWith("E0").And.Length.GreaterThan(4), line);
            Assert.That(packet[2].ToString("X2"), Is.EqualTo(code), line);
        }

        if (packet is [0xE0, ..])
        {
            packet = await _clients[name].PacketAsync();
        }

        Assert.That(Convert.ToHexString(packet), Is.Empty, line);
    }
}
