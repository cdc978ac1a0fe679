// The canned replies that everybody starts with: what online shops are asked every day.
import type { Reply } from "./replies";

const zh: [title: string, text: string][] = [
  ["问候", "{shopper}您好，我是{shop}的客服{me}，很高兴为您服务。请问有什么可以帮您？"],
  ["请稍等", "好的，我马上为您查询，请稍等一会儿。"],
  ["感谢等待", "让您久等了，感谢您的耐心。"],
  ["要订单号", "为了帮您查得准确，麻烦您把订单号发给我，好吗？"],
  ["查物流", "您的包裹已经发出，正在路上。您可以在订单详情里看到最新的物流信息，如果超过预计时间还没有送到，请随时告诉我。"],
  ["发货时间", "您的订单会在付款后 48 小时内发出，发出后您会收到通知。"],
  ["改地址", "请把新的收货人、电话和地址发给我，我来看看现在是否还可以修改。"],
  ["尺码建议", "请告诉我身高、体重和您平时穿的尺码，我来帮您选。"],
  ["退货", "收到商品七天之内，不影响再次销售的，都可以申请退货。请在订单里点“申请退货”，我们收到后会尽快退款。"],
  ["换货", "可以换的。请告诉我想换成哪个颜色或尺码，我先帮您看看有没有货。"],
  ["商品破损", "非常抱歉给您带来了麻烦！请拍一下外包装和破损的地方，我马上为您处理。"],
  ["退款多久到", "退款会在我们收到退货后的三个工作日之内原路退回，到账时间以您的银行为准。"],
  ["开发票", "可以开电子发票。请告诉我抬头、税号和接收邮箱，开好后会发到您的邮箱。"],
  ["优惠", "目前店铺里的优惠都已经显示在商品页面上，结算时会自动使用最合适的一项。"],
  ["道歉", "真的很抱歉，这样的情况我们也不希望发生。请您放心，我会一直跟进，直到问题解决。"],
  ["结束语", "感谢您的咨询！如果之后还有问题，随时联系我们，祝您生活愉快。"],
];

const en: [title: string, text: string][] = [
  ["Greeting", "Hello {shopper}, this is {me} at {shop}. How can I help you?"],
  ["One moment", "Of course. I am looking that up for you now, it will take a moment."],
  ["Thanks for waiting", "Thank you for waiting, and for your patience."],
  ["Ask for the order", "So that I can look at the right one: could you send me your order number, please?"],
  ["Where is my parcel", "Your parcel has been sent and is on its way. You can see where it is in your order's details. If it is not with you by the day shown there, please tell me."],
  ["When will it be sent", "Orders are sent within 48 hours after payment. You will get a message as soon as yours is on its way."],
  ["Change the address", "Please send me the new name, phone number and address, and I will see whether it can still be changed."],
  ["Which size", "If you tell me your height, your weight and the size you usually wear, I will help you choose."],
  ["Return", "You can return it within seven days after it arrived, as long as it can be sold again. Choose “Return” in your order; we refund it as soon as we have it back."],
  ["Exchange", "Yes, we can exchange it. Which colour or size would you like? I will see whether we have it."],
  ["Arrived damaged", "I am very sorry about that! Please take a photo of the box and of the damage, and I will take care of it right away."],
  ["When is the refund", "We refund within three working days after we have the goods back, the same way you paid. Your bank may need some days more."],
  ["Invoice", "I can have an invoice sent to you. Please tell me the name it should bear, the tax number if you have one, and your e-mail address."],
  ["Discounts", "The offers that apply now are shown on the product's page; the best one is used when you pay."],
  ["Apology", "I am truly sorry. This should not have happened, and I will stay with it until it is solved."],
  ["Goodbye", "Thank you for writing to us! If anything else comes up, we are here. Have a good day."],
];

const make = (language: "zh" | "en", set: [string, string][]): Reply[] =>
  set.map(([title, text], index) => ({ id: `${language}-${index + 1}`, language, title, text }));

export const starterReplies: readonly Reply[] = [...make("zh", zh), ...make("en", en)];
