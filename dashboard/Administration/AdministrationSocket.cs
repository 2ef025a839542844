using System.Net.Sockets;
using DustWatch.Dashboard.Pipeline;

namespace DustWatch.Dashboard.Administration;

/// <summary>The local socket (mode 0600) over which a command reaches the process that serves its data folder. HTTP, one request a command.</summary>
internal static class AdministrationSocket
{
    private const string Route = "/administration";

    /// <summary>Listens; every request is one <see cref="AdministrationRequest"/>.</summary>
    public static async Task<WebApplication> ListenAsync(DataFolder folder, Installation installation, CancellationToken cancellationToken)
    {
        var path = folder.Socket;
        DataFolder.CreateOwn(Path.GetDirectoryName(path) ?? folder.Path);
        File.Delete(path);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = Limits.RegistryBytesMaximum;
            kestrel.ListenUnixSocket(path);
        });
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        application.MapPost(Route, async (HttpContext context) =>
        {
            var request = await context.Request.ReadFromJsonAsync<AdministrationRequest>(context.RequestAborted);
            await context.Response.WriteAsJsonAsync(request is null ? AdministrationResponse.WrongUse("nothing was asked") : await installation.Administrator.RunAsync(request), context.RequestAborted);
        });
        await application.StartAsync(cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return application;
    }

    /// <summary>Asks the process that serves <paramref name="folder"/>.</summary>
    /// <exception cref="HttpRequestException">Nobody answers.</exception>
    public static async Task<AdministrationResponse> AskAsync(DataFolder folder, AdministrationRequest request, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(folder.Socket), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new Uri("http://dustwatch"), Timeout = TimeSpan.FromMinutes(5) };
        using var response = await client.PostAsJsonAsync(Route, request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<AdministrationResponse>(cancellationToken)
            ?? throw new HttpRequestException("The answer was empty.");
    }
}
