using PubSubLab.Handlers;

public sealed class ResizeHandler : BaseHandler
{
    public override async Task HandleAsync(LabTask task, HandlerContext context, CancellationToken cancellation)
    {
        var order = task.ReadJson();
        await Task.Delay(TimeSpan.FromMilliseconds(300), context.Time, cancellation);
        Console.WriteLine($"resized {order.GetProperty("task_id")}");
    }
}
