using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace DustWatch.Tests.Integration;

/// <summary>A browser's side of the hub, by hand: SignalR's JSON protocol over a WebSocket without negotiation.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char RecordSeparator = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly StringBuilder _text = new();
    private readonly Queue<string> _records = new();
    private int _invocations;

    /// <summary>Connects, and shakes hands.</summary>
    public static async Task<HubClient> ConnectAsync(Uri address, string token)
    {
        var client = new HubClient();
        using var patience = new CancellationTokenSource(Eventually.Patience);
        await client._socket.ConnectAsync(new Uri($"ws://{address.Authority}/hub?access_token={Uri.EscapeDataString(token)}"), patience.Token);
        await client.SendAsync(new JsonObject { ["protocol"] = "json", ["version"] = 1 });
        var answer = await client.ReadAsync();
        return answer is { Count: 0 } ? client : throw new InvalidOperationException($"The handshake failed: {answer}");
    }

    /// <summary>Calls a method and waits until it has been carried out.</summary>
    /// <returns>What the server said meanwhile, as target and argument.</returns>
    public async Task<IReadOnlyList<(string Target, JsonNode Argument)>> InvokeAsync(string method, JsonNode argument)
    {
        var id = $"{++_invocations}";
        await SendAsync(new JsonObject { ["type"] = 1, ["invocationId"] = id, ["target"] = method, ["arguments"] = new JsonArray(argument) });
        var said = new List<(string, JsonNode)>();
        while (true)
        {
            var message = await ReadAsync() ?? throw new InvalidOperationException("The hub has closed.");
            if ((int?)message["type"] == 3)
            {
                return message["error"] is null ? said : throw new InvalidOperationException($"{method}: {message["error"]}");
            }

            Take(message, said);
        }
    }

    /// <summary>The next message to this target for which <paramref name="isExpected"/> holds.</summary>
    public async Task<JsonNode> NextAsync(string target, Func<JsonNode, bool> isExpected)
    {
        var said = new List<(string Target, JsonNode Argument)>();
        while (true)
        {
            said.Clear();
            Take(await ReadAsync() ?? throw new InvalidOperationException("The hub has closed."), said);
            if (said.FirstOrDefault(s => s.Target == target && isExpected(s.Argument)).Argument is { } found)
            {
                return found;
            }
        }
    }

    /// <summary>Waits until the server closes.</summary>
    public async Task ClosedAsync()
    {
        try
        {
            while (await ReadAsync() is not null)
            {
            }
        }
        catch (WebSocketException)
        {
            // Cut off without a goodbye.
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Take(JsonObject message, List<(string Target, JsonNode Argument)> said)
    {
        if ((int?)message["type"] == 1)
        {
            said.Add(((string?)message["target"] ?? "", message["arguments"]![0]!)); // each of the hub's messages has one argument
        }
    }

    private async Task SendAsync(JsonObject message)
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString() + RecordSeparator), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
    }

    // The next record; null when the server has closed.
    private async Task<JsonObject?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        while (_records.Count == 0)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(), patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            _text.Append(Encoding.UTF8.GetString(_buffer, 0, received.Count));
            if (received.EndOfMessage)
            {
                foreach (var record in _text.ToString().Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries))
                {
                    _records.Enqueue(record);
                }

                _text.Clear();
            }
        }

        var message = JsonNode.Parse(_records.Dequeue())?.AsObject();
        return (int?)message?["type"] == 7 ? null : message;
    }
}
