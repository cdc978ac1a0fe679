import { mount } from "../ui-shared";
import { MerchantPage } from "./app";

mount(<MerchantPage />);
