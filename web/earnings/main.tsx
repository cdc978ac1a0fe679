import { mount } from "../ui-shared";
import { EarningsPage } from "./app";

mount(<EarningsPage />);
