namespace PubSubLab.Tui.Overlays;

/// <summary>The windows that lie over the screen.</summary>
internal sealed class Dialogs
{
    private readonly Stack<Overlay> _open = new();

    /// <summary>Raised when a window was opened.</summary>
    public event EventHandler<EventArgs<Overlay>>? Opened;

    /// <summary>Raised when a window was closed; the listener disposes of it.</summary>
    public event EventHandler<EventArgs<Overlay>>? Closed;

    /// <summary>The open windows, the top one first.</summary>
    public IReadOnlyCollection<Overlay> All => _open;

    /// <summary>The window on top; null where none is open.</summary>
    public Overlay? Top => _open.Count > 0 ? _open.Peek() : null;

    public void Open(Overlay overlay)
    {
        overlay.Close = Close;
        _open.Push(overlay);
        Opened?.Invoke(this, new(overlay));
    }

    /// <summary>Closes the window on top.</summary>
    public void Close()
    {
        if (_open.TryPop(out var overlay))
        {
            Closed?.Invoke(this, new(overlay));
        }
    }

    public void CloseAll()
    {
        while (_open.Count > 0)
        {
            Close();
        }
    }
}
