using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DustWatch.Tests.Integration;
using Microsoft.Playwright;
using NUnit.Framework;

namespace DustWatch.Tests.Browser;

/// <summary>A page in a browser context of its own, and everything that went wrong in it.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    public static readonly ViewportSize Desk = new() { Width = 1440, Height = 900 };
    public static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    private readonly ConcurrentQueue<string> _faults = new();

    private OpenPage(IBrowserContext context, IPage page, Uri address) => (Context, Page, Address) = (context, page, address);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public Uri Address { get; }

    /// <summary>Console errors (violations of the content policy are among them), uncaught errors, failed requests and answers from 400 up.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public ILocator Rows => Page.GetByTestId("point-row");

    public ILocator Connection => Page.GetByTestId("connection");

    /// <summary>Opens a page that nobody has signed in to.</summary>
    public static async Task<OpenPage> NewAsync(Uri address, ViewportSize? size = null, string language = "en-US", ColorScheme theme = ColorScheme.Light, bool isTouch = false)
    {
        var context = await DemoInChromium.Chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = size ?? Desk,
            Locale = language,
            TimezoneId = "Europe/Lisbon",
            ColorScheme = theme,
            HasTouch = isTouch,
            IsMobile = isTouch,
        });
        context.SetDefaultTimeout((float)Eventually.Patience.TotalMilliseconds);
        var opened = new OpenPage(context, await context.NewPageAsync(), address);
        opened.Listen();
        return opened;
    }

    /// <summary>Signs in by the printed link, and waits for the board.</summary>
    public static async Task<OpenPage> SignInAsync(DustWatchProcess served, ViewportSize? size = null, string language = "en-US", ColorScheme theme = ColorScheme.Light, bool isTouch = false)
    {
        var opened = await NewAsync(served.Address, size, language, theme, isTouch);
        await opened.FollowLinkAsync(await served.LinkAsync());
        await Assertions.Expect(opened.Rows.First).ToBeVisibleAsync();
        return opened;
    }

    public Task FollowLinkAsync(string link) => Page.GotoAsync($"/sign-in#link={link}");

    /// <summary>Marks the document, so that a reload is noticed.</summary>
    public Task MarkAsync() => Page.EvaluateAsync("() => { window.mark = 'kept' }");

    public async Task AssertNotReloadedAsync() => Assert.That(await Page.EvaluateAsync<string?>("() => window.mark ?? null"), Is.EqualTo("kept"), "the page was reloaded");

    public void AssertNoFaults() => Assert.That(Faults, Is.Empty);

    public void ForgetFaults() => _faults.Clear();

    /// <summary>Nothing reaches beyond the screen's right edge.</summary>
    public async Task AssertFitsAsync()
    {
        var beyond = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.That(beyond, Is.Zero, $"{Page.Url} scrolls sideways by {beyond} px");
    }

    /// <summary>A picture for people, when <c>DUSTWATCH_SCREENSHOTS</c> names a folder.</summary>
    public async Task ShootAsync([CallerMemberName] string name = "")
    {
        if (Environment.GetEnvironmentVariable("DUSTWATCH_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();

    private void Listen()
    {
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _faults.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        Page.PageError += (_, error) => _faults.Enqueue($"uncaught: {error}");
        Page.RequestFailed += (_, request) =>
        {
            // What the page itself takes back, because its question has changed, has not failed.
            if (request.Failure != "net::ERR_ABORTED")
            {
                _faults.Enqueue($"{request.Method} {request.Url}: {request.Failure}");
            }
        };
        Page.Response += (_, response) =>
        {
            if (response.Status >= 400)
            {
                _faults.Enqueue($"{response.Request.Method} {response.Url}: {response.Status}");
            }
        };
    }
}
