using Microsoft.AspNetCore.Http;

namespace DustWatch.Mqtt;

/// <summary>MQTT over WebSocket (6): <c>app.Map("/mqtt", branch => branch.UseWebSockets(…).Run(context => MqttWebSockets.ServeAsync(context, endpoint, stopping)))</c>. Whoever maps it checks Origin first.</summary>
public static class MqttWebSockets
{
    /// <summary>The WebSocket subprotocol [MQTT-6.0.0-3].</summary>
    public const string Protocol = "mqtt";

    /// <summary>Serves one request until its connection has ended. One that is no WebSocket request is answered 426, one that does not offer <see cref="Protocol"/> 400.</summary>
    /// <param name="context">The request; its remote address is taken for the client's.</param>
    /// <param name="endpoint">Who serves it.</param>
    /// <param name="stopping">Cancelled when the server begins to stop.</param>
    public static async Task ServeAsync(HttpContext context, MqttEndpoint endpoint, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        // MQTT has pings of its own, so the WebSocket sends none.
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = Protocol, KeepAliveInterval = Timeout.InfiniteTimeSpan });
        await using var connection = new MqttWebSocketConnection(socket, context, stopping);
        await connection.RunAsync(endpoint);
    }
}
